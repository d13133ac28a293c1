/** Looks at a desktop with a model's eyes: does what an instruction says, verifies, extracts. */
@NullMarked
package dev.handwright.agent;

import org.jspecify.annotations.NullMarked;
