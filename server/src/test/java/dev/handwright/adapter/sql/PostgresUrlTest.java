package dev.handwright.adapter.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PostgresUrlTest {
    @Test
    void itsPartsAreTheDrivers() {
        var url =
                PostgresUrl.parse(
                        "postgresql://me:p%40ss%3Aw+rd@db.example:6432/hand?sslmode=verify-full&currentSchema=a");
        assertThat(url.jdbc()).isEqualTo("jdbc:postgresql://db.example:6432/hand");
        assertThat(url.user()).contains("me");
        assertThat(url.password()).contains("p@ss:w+rd");
        assertThat(url.parameters())
                .isEqualTo(Map.of("sslmode", "verify-full", "currentSchema", "a"));
        assertThat(url).hasToString("postgresql://db.example:6432/hand");
    }

    @Test
    void portAndLoginMayBeMissing() {
        var url = PostgresUrl.parse("postgres://[::1]/hand");
        assertThat(url.jdbc()).isEqualTo("jdbc:postgresql://[::1]:5432/hand");
        assertThat(url.user()).isEmpty();
        assertThat(url.password()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://me:geheim@db/hand",
                "mysql://me:geheim@db/hand",
                "postgresql://me:geheim@db",
                "postgresql://me:geheim@db/",
                "postgresql:///hand?password=geheim",
                "postgresql://me:ge%heim@db/hand"
            })
    void anythingElseIsRefusedWithoutShowingThePassword(String text) {
        assertThatThrownBy(() -> PostgresUrl.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("write it as in postgresql://user:password@host")
                .message()
                .doesNotContain("heim");
    }
}
