/** Tells the customer: signed events, retried until they arrive. */
@NullMarked
package dev.handwright.webhooks;

import org.jspecify.annotations.NullMarked;
