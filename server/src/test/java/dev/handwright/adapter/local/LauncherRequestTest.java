package dev.handwright.adapter.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handwright.base.Json;
import dev.handwright.desktops.DisplaySize;
import dev.handwright.desktops.HostPattern;
import dev.handwright.desktops.NetworkRules;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LauncherRequestTest {
    private static final String ID = "dsk_0123456789abcdefghjkmnpqrs";

    @Test
    void aWellFormedRequestIsRead() {
        assertThat(
                        LauncherRequest.parse(
                                """
                                {"op":"desktop.start","id":"%s","width":1024,"height":768,
                                 "allowed":["10.0.0.0/8:443"],"denied":[],"hosts":["example.com"]}
                                """
                                        .formatted(ID)))
                .isEqualTo(
                        new LauncherRequest.StartDesktop(
                                new RoomId(ID),
                                new DisplaySize(1024, 768),
                                NetworkRules.parse(List.of("10.0.0.0/8:443"), List.of())
                                        .withHosts(List.of(new HostPattern("example.com")))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"op\":\"run\",\"command\":\"id\"}",
                "{\"op\":\"list\",\"extra\":1}",
                "{\"op\":\"room.stop\"}",
                "{\"op\":\"room.stop\",\"id\":\"../../etc\"}",
                "{\"op\":\"room.stop\",\"id\":\"dsk_../../../etc\"}",
                "{\"op\":\"room.stop\",\"id\":\"dsk_0123456789\\n\"}",
                "{\"op\":\"room.stop\",\"id\":7}",
                "{\"op\":\"desktop.start\",\"id\":\"sbx_0123456789\",\"width\":640,\"height\":480}",
                "{\"op\":\"desktop.start\",\"id\":\"dsk_0123456789\",\"width\":1,\"height\":480}",
                "{\"op\":\"desktop.start\",\"id\":\"dsk_0123456789\",\"width\":640.5,\"height\":480}",
                "{\"op\":\"desktop.start\",\"id\":\"dsk_0123456789\",\"width\":640,\"height\":480,"
                        + "\"allowed\":[\"example.com\"],\"denied\":[]}",
                "{\"op\":\"desktop.start\",\"id\":\"dsk_0123456789\",\"width\":640,\"height\":480,"
                        + "\"allowed\":\"10.0.0.1\",\"denied\":[]}",
                "{\"op\":\"drive.read\",\"id\":\"dsk_0123456789\",\"path\":\"~\",\"name\":\"a\",\"limit\":-1}",
                "{\"op\":\"drive.list\",\"id\":\"dsk_0123456789\",\"path\":\"~\\u0000\",\"pattern\":\"*\"}",
            })
    void anythingElseIsRefused(String line) {
        assertThatThrownBy(() -> LauncherRequest.parse(line))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "list", "{\"op\":\"list\"} {\"op\":\"list\"}"})
    void whatIsNoJsonObjectIsRefused(String line) {
        assertThatThrownBy(() -> LauncherRequest.parse(line)).isInstanceOf(Json.BadJson.class);
    }
}
