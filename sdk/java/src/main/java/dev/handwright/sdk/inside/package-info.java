/** What compiles, checks and runs a workflow in its sandbox; not for workflows. */
@NullMarked
package dev.handwright.sdk.inside;

import org.jspecify.annotations.NullMarked;
