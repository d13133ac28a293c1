/** Server processes that share a database: who they are, and which of them are alive. */
@NullMarked
package dev.handwright.nodes;

import org.jspecify.annotations.NullMarked;
