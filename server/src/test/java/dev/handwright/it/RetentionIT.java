package dev.handwright.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The rules of retention over HTTP. */
@Tag("database")
final class RetentionIT {
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void rulesAreReplacedAsAWhole() {
        assertThat(server.get("/retention").text()).isEqualTo("{}");
        var first = server.put("/retention", Map.of("runs_days", 365, "recordings_days", 7));
        assertThat(first.status()).isEqualTo(200);
        assertThat(server.put("/retention", Map.of("files_days", 30)).status()).isEqualTo(200);
        assertThat(server.get("/retention").text()).isEqualTo("{\"files_days\":30}");
        assertThat(server.put("/retention", Map.of()).text()).isEqualTo("{}");
    }

    @Test
    void whatIsNoRuleIsRefusedByName() {
        for (var value : new Object[] {0, -1, 36_501, 1.5, "7", true}) {
            var answer = server.put("/retention", Map.of("runs_days", value));
            assertThat(answer.status()).as("%s", value).isEqualTo(400);
            assertThat(answer.text()).contains("'runs_days'").contains("1 to 36500");
        }
    }

    @Test
    void anUnknownFieldIsIgnored() {
        var answer = server.put("/retention", Map.of("days", 3, "files_days", 5));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("{\"files_days\":5}");
        assertThat(server.put("/retention", Map.of("days", 3)).text()).isEqualTo("{}");
    }
}
