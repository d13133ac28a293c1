/** A screen, keys, a mouse and a drive: living desktops and the pool they come from. */
@NullMarked
package dev.handwright.desktops;

import org.jspecify.annotations.NullMarked;
