/** Takes runs from the queue and sees each to its end. */
@NullMarked
package dev.handwright.worker;

import org.jspecify.annotations.NullMarked;
