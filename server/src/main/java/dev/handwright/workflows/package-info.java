/** Published code with its schemas, version by version. */
@NullMarked
package dev.handwright.workflows;

import org.jspecify.annotations.NullMarked;
