/** Stores in an SQL database; the only package that knows JDBC. */
@NullMarked
package dev.handwright.adapter.sql;

import org.jspecify.annotations.NullMarked;
