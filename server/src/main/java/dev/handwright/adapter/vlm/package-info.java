/** Models over HTTP, each vendor's wire form in one class; and JSON Schemas. */
@NullMarked
package dev.handwright.adapter.vlm;

import org.jspecify.annotations.NullMarked;
