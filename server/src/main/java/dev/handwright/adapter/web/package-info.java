/** Outgoing HTTP with the private-address guard. */
@NullMarked
package dev.handwright.adapter.web;

import org.jspecify.annotations.NullMarked;
