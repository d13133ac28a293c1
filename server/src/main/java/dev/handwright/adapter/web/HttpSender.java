package dev.handwright.adapter.web;

import dev.handwright.base.AddressRules;
import dev.handwright.webhooks.Sender;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * Posts webhooks. The name is looked up once per attempt and every address of the answer checked;
 * then one of these very addresses is dialled, so that a name cannot change its mind in between.
 *
 * <p>The address is part of what connections are pooled by (Jetty's tag of the origin): a
 * connection is used again only by an attempt whose own look-up gave the address it leads to.
 */
public final class HttpSender implements Sender, AutoCloseable {
    /** For all of an attempt: look-up, connecting, TLS, sending, and the answer. */
    public static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(4);

    /** Idle connections go before Node's default of 5 s closes them under a request. */
    private static final Duration IDLE = Duration.ofSeconds(4);

    /** Addresses of one name that are tried when connecting fails. */
    private static final int ADDRESSES = 3;

    private static final int THREADS = 16;

    /** Reading Java's certificates takes a while, which the server's start does not wait for. */
    private final CompletableFuture<HttpClient> started;

    private final AddressCheck addresses;
    private final Settings settings;

    /**
     * @param rules which addresses may be dialled
     * @param perOrigin connections to one origin at most
     * @param timeout {@link #TIMEOUT}, or less in a test
     * @param trust certificates to believe instead of Java's own
     */
    public record Settings(
            AddressRules rules, int perOrigin, Duration timeout, Optional<KeyStore> trust) {}

    public HttpSender(Settings settings, Names names) {
        this.settings = settings;
        this.addresses = new AddressCheck(settings.rules, names);
        this.started =
                CompletableFuture.supplyAsync(() -> start(settings), Thread::startVirtualThread);
    }

    private static HttpClient start(Settings settings) {
        var client = client(settings);
        try {
            client.start();
            takeNoInitiative(client);
            return client;
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP client did not start", e);
        }
    }

    @Override
    public Sent send(URI url, Map<String, String> headers, byte[] body) {
        long began = System.nanoTime();
        var checked = addresses.of(url, settings.timeout);
        var last =
                switch (checked) {
                    case AddressCheck.Refused(var why) ->
                            new Dialled(new Outcome.NoAnswer(why), Optional.empty(), false);
                    case AddressCheck.Fine(var fine) -> dialInTurn(url, headers, body, fine, began);
                };
        return new Sent(last.outcome, last.address, Duration.ofNanos(System.nanoTime() - began));
    }

    private record Dialled(Outcome outcome, Optional<String> address, boolean notConnected) {}

    /** The next address only where connecting failed: then the receiver has seen nothing. */
    private Dialled dialInTurn(
            URI url, Map<String, String> headers, byte[] body, List<InetAddress> fine, long began) {
        var last = new Dialled(new Outcome.NoAnswer(Exchange.TOO_LATE), Optional.empty(), true);
        for (var address : fine.stream().limit(ADDRESSES).toList()) {
            var left = settings.timeout.minusNanos(System.nanoTime() - began);
            if (!left.isPositive()) {
                return last;
            }
            last = dial(url, headers, body, address, left);
            if (!last.notConnected) {
                return last;
            }
        }
        return last;
    }

    private Dialled dial(
            URI url, Map<String, String> headers, byte[] body, InetAddress address, Duration left) {
        var exchange = new Exchange();
        started.join()
                .newRequest(URI.create(url.toASCIIString()))
                .method(HttpMethod.POST)
                .tag(new InetSocketAddress(address, port(url)))
                .headers(it -> headers.forEach(it::put))
                .body(new BytesRequestContent("application/json", body))
                .followRedirects(false)
                .timeout(left.toMillis(), TimeUnit.MILLISECONDS)
                .idleTimeout(left.toMillis() + 1000, TimeUnit.MILLISECONDS)
                .send(exchange);
        var outcome = exchange.await(left);
        return new Dialled(
                outcome, Optional.of(address.getHostAddress()), exchange.neverConnected());
    }

    @Override
    public void close() {
        addresses.close();
        try {
            started.join().stop();
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP client did not stop", e);
        }
    }

    private static int port(URI url) {
        return url.getPort() >= 0
                ? url.getPort()
                : url.getScheme().equalsIgnoreCase("http") ? 80 : 443;
    }

    private static HttpClient client(Settings settings) {
        var threads = new QueuedThreadPool(THREADS, 2);
        threads.setName("webhook-http");
        threads.setDaemon(true);
        var connector = new ClientConnector();
        connector.setSelectors(1);
        connector.setExecutor(threads);
        var tls = new SslContextFactory.Client();
        settings.trust.ifPresent(tls::setTrustStore);
        connector.setSslContextFactory(tls);
        var client = new HttpClient(new HttpClientTransportOverHTTP(connector));
        client.setExecutor(threads);
        client.setSocketAddressResolver(
                (_, _, context, promise) -> promise.succeeded(List.of(checked(context))));
        client.setFollowRedirects(false);
        client.setConnectTimeout(CONNECT_TIMEOUT.toMillis());
        client.setIdleTimeout(IDLE.toMillis());
        client.setDestinationIdleTimeout(TimeUnit.MINUTES.toMillis(1));
        client.setMaxConnectionsPerDestination(settings.perOrigin);
        client.setHttpCookieStore(new HttpCookieStore.Empty());
        client.setUserAgentField(new HttpField(HttpHeader.USER_AGENT, "Handwright-Webhooks"));
        return client;
    }

    /** The address that this attempt's look-up gave; nothing else is ever dialled. */
    private static InetSocketAddress checked(Map<String, Object> context) {
        if (context.get(Destination.CONTEXT_KEY) instanceof Destination destination
                && destination.getOrigin().getTag() instanceof InetSocketAddress address) {
            return address;
        }
        throw new IllegalStateException("a connection without a checked address");
    }

    /** What may only be taken away from a client that has begun to start. */
    private static void takeNoInitiative(HttpClient client) {
        client.getContentDecoderFactories().clear();
        for (var handler : List.of("redirect", "www-authenticate", "proxy-authenticate")) {
            client.getProtocolHandlers().remove(handler);
        }
    }
}
