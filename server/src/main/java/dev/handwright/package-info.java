/** Puts the program together and ends it: settings, wiring, and nothing about the product. */
@NullMarked
package dev.handwright;

import org.jspecify.annotations.NullMarked;
