/** What may be done to a desktop, as one set of actions. */
@NullMarked
package dev.handwright.tools;

import org.jspecify.annotations.NullMarked;
