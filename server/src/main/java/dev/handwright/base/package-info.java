/** What every package may use: JSON, identifiers, pages, sizes. */
@NullMarked
package dev.handwright.base;

import org.jspecify.annotations.NullMarked;
