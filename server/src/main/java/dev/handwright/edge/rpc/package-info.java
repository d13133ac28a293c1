/** What workflow code in its sandbox may ask for. */
@NullMarked
package dev.handwright.edge.rpc;

import org.jspecify.annotations.NullMarked;
