package dev.handwright.edge.http;

import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** The one listening socket, plain or with TLS. */
final class Connectors {
    private Connectors() {}

    static Connector of(Server server, HttpConfiguration http, ServerSettings settings) {
        var connector =
                settings.tls()
                        .map(tls -> secure(server, http, tls))
                        .orElseGet(() ->
                                new ServerConnector(server, 1, 1, new HttpConnectionFactory(http)));
        connector.setHost(settings.bind());
        connector.setPort(settings.port());
        connector.setIdleTimeout(settings.idleTimeout().toMillis());
        connector.setAcceptQueueSize(1024);
        return connector;
    }

    private static ServerConnector secure(
            Server server, HttpConfiguration http, ServerSettings.Tls tls) {
        var secure = new HttpConfiguration(http);
        secure.addCustomizer(new SecureRequestCustomizer(false));
        var ssl = new SslContextFactory.Server();
        ssl.setKeyStore(PemKeyStore.read(tls.certificate(), tls.key()));
        ssl.setKeyStorePassword("");
        return new ServerConnector(server, ssl, new HttpConnectionFactory(secure));
    }
}
