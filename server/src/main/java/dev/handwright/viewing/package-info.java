/** People who watch a desktop in a browser, and take it over where they may. */
@NullMarked
package dev.handwright.viewing;

import org.jspecify.annotations.NullMarked;
