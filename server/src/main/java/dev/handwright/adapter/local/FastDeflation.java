package dev.handwright.adapter.local;

import dev.handwright.tools.Deflation;
import dev.handwright.tools.ZlibDeflation;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * ISA-L where it is installed, else zlib; and zlib while the other is loaded, so that neither a
 * start nor a first picture waits for that.
 */
public final class FastDeflation implements Deflation {
    private final AtomicBoolean asked = new AtomicBoolean();
    private volatile Deflation best = new ZlibDeflation();

    @Override
    public Stream open() {
        if (asked.compareAndSet(false, true)) {
            Thread.ofPlatform().daemon().name("isal-load").start(this::load);
        }
        return best.open();
    }

    private void load() {
        IsalDeflation.load().ifPresent(it -> best = it);
    }
}
