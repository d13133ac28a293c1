/** This machine's processes: the launcher, desktops, sandboxes and recordings. */
@NullMarked
package dev.handwright.adapter.local;

import org.jspecify.annotations.NullMarked;
