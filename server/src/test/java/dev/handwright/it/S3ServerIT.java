package dev.handwright.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handwright.CannotStart;
import dev.handwright.fakes.TestS3;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The settings {@code s3} of a whole server; what the store does is in its own test. */
@Tag("check")
final class S3ServerIT {
    @Test
    void aBucketThatIsNotThereStopsTheStart() {
        assertThatThrownBy(() -> TestServer.start(settings(TestS3.address().toString())))
                .isInstanceOf(CannotStart.class)
                .hasMessageContaining("there is no bucket nowhere");
    }

    @Test
    void aStoreThatIsAwayDoesNot() {
        try (var server = TestServer.start(settings("http://127.0.0.1:1"))) {
            assertThat(server.get("/runs").status()).isEqualTo(200);
        }
    }

    private static Map<String, String> settings(String endpoint) {
        var settings = new LinkedHashMap<String, String>();
        settings.put("s3.bucket", "nowhere");
        settings.put("s3.endpoint", endpoint);
        settings.put("s3.path_style", "true");
        settings.put("s3.access_key", "test");
        settings.put("s3.secret_key", "secret of tests");
        return settings;
    }
}
