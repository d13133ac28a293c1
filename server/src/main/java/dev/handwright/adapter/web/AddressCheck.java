package dev.handwright.adapter.web;

import dev.handwright.base.AddressRules;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Looks a URL's host up and checks every address of the answer: one that is forbidden refuses all.
 *
 * <p>The system's resolver blocks its thread and cannot be interrupted, so it gets platform
 * threads, at most {@value #LOOK_UPS}; where all of them hang, further look-ups fail at once.
 */
final class AddressCheck implements AutoCloseable {
    private static final int LOOK_UPS = 64;

    private final AddressRules rules;
    private final Names names;
    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(
                    0,
                    LOOK_UPS,
                    30,
                    TimeUnit.SECONDS,
                    new SynchronousQueue<>(),
                    Thread.ofPlatform().name("webhook-dns-", 0).daemon().factory());

    AddressCheck(AddressRules rules, Names names) {
        this.rules = rules;
        this.names = names;
    }

    sealed interface Checked {}

    /**
     * @param addresses at least one, each allowed
     */
    record Fine(List<InetAddress> addresses) implements Checked {}

    record Refused(String why) implements Checked {}

    Checked of(URI url, Duration timeout) {
        var host = url.getHost();
        var scheme = url.getScheme();
        boolean web = scheme != null && scheme.matches("(?i)https?");
        if (host == null || !web) {
            return new Refused("The URL is not http or https with a host");
        }
        var bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        try {
            var lookUp = threads.submit(() -> names.lookUp(bare));
            return check(bare, lookUp.get(timeout.toMillis(), TimeUnit.MILLISECONDS));
        } catch (RejectedExecutionException e) {
            return new Refused("Too many names are being looked up");
        } catch (TimeoutException e) {
            return new Refused("Looking up " + bare + " took too long");
        } catch (InterruptedException e) {
            return new Refused(Exchange.STOPPED);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownHostException) {
                return new Refused("The name " + bare + " has no address");
            }
            return new Refused("The name %s cannot be looked up: %s".formatted(bare, e.getCause()));
        }
    }

    private Checked check(String host, List<InetAddress> addresses) {
        for (var address : addresses) {
            var refusal = rules.refusal(address);
            if (refusal.isPresent()) {
                return new Refused(
                        "Not dialled: %s leads to %s, which is %s"
                                .formatted(host, address.getHostAddress(), refusal.get()));
            }
        }
        return addresses.isEmpty()
                ? new Refused("The name " + host + " has no address")
                : new Fine(addresses);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
