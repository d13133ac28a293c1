/** Files of runs, kept on disk. */
@NullMarked
package dev.handwright.adapter.blobs;

import org.jspecify.annotations.NullMarked;
