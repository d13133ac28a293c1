package dev.handwright.workflows;

import dev.handwright.desktops.HostPattern;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One publication of a workflow; it never changes.
 *
 * @param number counts from 1
 * @param paramsSchema JSON Schema as text
 * @param resultSchema JSON Schema as text
 * @param secureSchema JSON Schema as text; empty where the code takes no secure params
 * @param hosts all that its desktop may reach; empty where it may reach any
 * @param retries how often a run may begin anew when its desktop is lost
 */
public record Version(
        Workflow.Id workflow,
        int number,
        Language language,
        String paramsSchema,
        String resultSchema,
        Optional<String> secureSchema,
        List<HostPattern> hosts,
        int retries,
        Instant createdAt) {}
