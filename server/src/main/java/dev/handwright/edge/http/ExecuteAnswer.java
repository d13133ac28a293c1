package dev.handwright.edge.http;

import dev.handwright.base.Json;
import dev.handwright.tools.Area;
import dev.handwright.tools.Camera;
import dev.handwright.tools.Executions;
import dev.handwright.tools.Outcome;
import dev.handwright.tools.Picture;
import dev.handwright.tools.Scaling;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The wire form of what came of {@code POST /desktops/{id}/execute}. */
final class ExecuteAnswer {
    private ExecuteAnswer() {}

    static Map<String, Object> of(ExecuteBody body, Executions.Done done) {
        var scaling = body.scaling();
        var answer = new LinkedHashMap<String, Object>();
        answer.put("status", "ok");
        if (body.batch()) {
            answer.put("results", done.outcomes().stream().map(it -> one(it, scaling)).toList());
        } else {
            answer.putAll(one(done.outcomes().getFirst(), scaling));
        }
        done.seen().ifPresent(it -> put(it, scaling, answer));
        return answer;
    }

    private static Map<String, Object> one(Outcome outcome, Scaling scaling) {
        var wire = new LinkedHashMap<String, Object>();
        wire.put("status", "ok");
        outcome.output().ifPresent(it -> wire.put("output", it));
        outcome.picture().ifPresent(it -> put(it, wire));
        outcome.coordinate()
                .map(scaling::toPicture)
                .ifPresent(it -> wire.put("coordinate", List.of(it.x(), it.y())));
        return wire;
    }

    private static void put(Camera.Seen seen, Scaling scaling, Map<String, Object> wire) {
        wire.remove("unchanged");
        put(seen.picture(), wire);
        wire.put("settled", seen.settled());
        wire.put("settle_ms", seen.settleTime().toMillis());
        wire.put("changed", seen.changed().stream().map(it -> wire(it, scaling)).toList());
    }

    private static void put(Picture picture, Map<String, Object> wire) {
        if (picture.unchanged()) {
            wire.remove("base64_image");
            wire.put("unchanged", true);
        } else {
            wire.put("base64_image", Json.base64(picture.bytes()));
            wire.put("media_type", picture.mediaType());
        }
        if (!picture.frame().isEmpty()) {
            wire.put("frame", picture.frame());
        }
    }

    private static List<Integer> wire(Area area, Scaling scaling) {
        var seen = scaling.toPicture(area);
        return List.of(seen.x(), seen.y(), seen.width(), seen.height());
    }
}
