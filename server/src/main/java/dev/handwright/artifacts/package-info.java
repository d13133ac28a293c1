/** The files a run leaves, and the signed URLs that hand them out. */
@NullMarked
package dev.handwright.artifacts;

import org.jspecify.annotations.NullMarked;
