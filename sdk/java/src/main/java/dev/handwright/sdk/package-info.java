/** What a Java workflow sees of the desktop it runs on: Agent, Computer, Drive and Secure. */
@NullMarked
package dev.handwright.sdk;

import org.jspecify.annotations.NullMarked;
