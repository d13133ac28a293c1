/** The HTTP surface: routes, authentication, problems. */
@NullMarked
package dev.handwright.edge.http;

import org.jspecify.annotations.NullMarked;
