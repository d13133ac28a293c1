package dev.handwright.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ClientAddressTest {
    private final ClientAddress clients = new ClientAddress(List.of("10.0.0.1", "10.0.0.2"));

    @Test
    void aProxyIsBelievedAsFarAsTheNextOne() {
        assertThat(clients.of("10.0.0.1", List.of("203.0.113.9"))).isEqualTo("203.0.113.9");
        assertThat(clients.of("10.0.0.1", List.of("6.6.6.6", "203.0.113.9", "10.0.0.2")))
                .isEqualTo("203.0.113.9");
    }

    @Test
    void anybodyElseIsNot() {
        assertThat(clients.of("203.0.113.9", List.of("6.6.6.6"))).isEqualTo("203.0.113.9");
        assertThat(new ClientAddress(List.of()).of("10.0.0.1", List.of("6.6.6.6")))
                .isEqualTo("10.0.0.1");
    }

    @Test
    void whatIsNoAddressNeverReachesTheLog() {
        assertThat(clients.of("10.0.0.1", List.of("evil\u001b[31m"))).isEqualTo("10.0.0.1");
        assertThat(clients.of("10.0.0.1", List.of(""))).isEqualTo("10.0.0.1");
    }
}
