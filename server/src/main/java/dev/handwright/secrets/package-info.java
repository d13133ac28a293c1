/** Values that may be used but never shown. */
@NullMarked
package dev.handwright.secrets;

import org.jspecify.annotations.NullMarked;
