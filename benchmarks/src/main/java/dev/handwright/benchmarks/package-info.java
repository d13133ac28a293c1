/** How fast it is: each program prints rows of a Markdown table. */
@NullMarked
package dev.handwright.benchmarks;

import org.jspecify.annotations.NullMarked;
