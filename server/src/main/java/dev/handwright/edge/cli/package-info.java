/** The command line. */
@NullMarked
package dev.handwright.edge.cli;

import org.jspecify.annotations.NullMarked;
