/** One execution of a workflow, from accepted to ended, and what it tells the outside. */
@NullMarked
package dev.handwright.runs;

import org.jspecify.annotations.NullMarked;
