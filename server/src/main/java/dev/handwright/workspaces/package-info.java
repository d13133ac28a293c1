/** Who is asking: workspaces, their API keys, and what a key may do. */
@NullMarked
package dev.handwright.workspaces;

import org.jspecify.annotations.NullMarked;
