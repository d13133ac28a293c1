package dev.handwright.schedules;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for; each as sent.
 *
 * @param params of each run
 * @param zone an IANA time zone
 */
public record PlanRequest(
        Optional<String> name,
        String workflowId,
        Map<String, @Nullable Object> params,
        Optional<String> webhook,
        String cron,
        String zone,
        Missed missed,
        boolean paused) {}
