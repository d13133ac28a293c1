package dev.handwright.edge.http;

import dev.handwright.secrets.Secret;
import dev.handwright.webhooks.WebhookSecrets;
import dev.handwright.webhooks.WebhookSecrets.Owner;
import dev.handwright.workflows.Workflow;
import dev.handwright.workspaces.KeyScope;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The secrets webhooks are signed with: set, rotated, looked at without being shown, removed. */
public final class WebhookSecretRoutes {
    private static final String WORKSPACE = "/webhook-secret";
    private static final String WORKFLOW = "/workflows/{id}/webhook-secret";

    private final WebhookSecrets secrets;

    public WebhookSecretRoutes(WebhookSecrets secrets) {
        this.secrets = secrets;
    }

    public List<Route> routes() {
        var admin = Access.key(KeyScope.ADMIN);
        return Stream.of(WORKSPACE, WORKFLOW)
                .flatMap(path ->
                        Stream.of(
                                Route.get(path, admin, this::get),
                                Route.put(path, admin, this::put),
                                Route.delete(path, admin, this::remove),
                                Route.delete(path + "/previous", admin, this::endPrevious)))
                .toList();
    }

    private Reply get(Request request) {
        return Reply.json(200, wire(owner(request)));
    }

    /** Without {@code secret} a new one is made, and shown in this answer only. */
    private Reply put(Request request) throws IOException {
        var owner = owner(request);
        var bytes = request.body();
        var body = bytes.length == 0 ? Map.<String, @Nullable Object>of() : request.json(bytes);
        var overlap = overlap(body.get("overlap_seconds"));
        var own = body.get("secret");
        if (own == null) {
            var made = secrets.rotate(owner, overlap);
            var wire = wire(owner);
            wire.put("secret", made.secret().reveal());
            return Reply.json(200, wire);
        }
        if (!(own instanceof String text)) {
            throw Problem.badRequest("The field 'secret' must be a string.");
        }
        return switch (secrets.set(owner, new Secret(text), overlap)) {
            case WebhookSecrets.SetResult.Done _ -> Reply.json(200, wire(owner));
            case WebhookSecrets.SetResult.BadSecret(var problem) ->
                    throw Problem.badRequest(problem);
        };
    }

    private Reply remove(Request request) {
        var owner = owner(request);
        if (!secrets.remove(owner)) {
            throw Problem.notFound("No webhook secret is set here.");
        }
        return Reply.noContent();
    }

    private Reply endPrevious(Request request) {
        var owner = owner(request);
        if (!secrets.endPrevious(owner)) {
            throw Problem.notFound("No rotation is under way: only one secret is valid.");
        }
        return Reply.noContent();
    }

    private Owner owner(Request request) {
        if (!request.rawPath().startsWith("/workflows/")) {
            return Owner.of(request.workspace());
        }
        return request.uuid("id")
                .map(id -> Owner.of(request.workspace(), new Workflow.Id(id)))
                .filter(secrets::exists)
                .orElseThrow(() -> Problem.notFound("There is no workflow with this id."));
    }

    private Map<String, Object> wire(Owner owner) {
        var wire = new LinkedHashMap<String, Object>();
        var view = secrets.view(owner);
        wire.put("configured", view.isPresent());
        view.ifPresent(it -> {
            wire.put("created_at", it.createdAt().getEpochSecond());
            it.previousUntil()
                    .ifPresent(at -> wire.put("previous_valid_until", at.getEpochSecond()));
        });
        return wire;
    }

    private static Duration overlap(@Nullable Object seconds) {
        if (seconds == null) {
            return WebhookSecrets.OVERLAP;
        }
        long longest = WebhookSecrets.LONGEST_OVERLAP.toSeconds();
        if (seconds instanceof Integer number && number >= 0 && number <= longest) {
            return Duration.ofSeconds(number);
        }
        throw Problem.badRequest(
                "'overlap_seconds' must be a whole number from 0 to %d.".formatted(longest));
    }
}
