package dev.handwright.edge.http;

import dev.handwright.artifacts.Artifact;
import dev.handwright.artifacts.Artifacts;
import java.io.IOException;
import java.util.List;

/** {@code GET /artifacts/{run}/{filename}}: no key, the signature in the URL is the permission. */
public final class ArtifactRoutes {
    private final Artifacts artifacts;

    public ArtifactRoutes(Artifacts artifacts) {
        this.artifacts = artifacts;
    }

    public List<Route> routes() {
        return List.of(Route.get("/artifacts/{id}/{filename}", Access.open(), this::fetch));
    }

    private Reply fetch(Request request) throws IOException {
        var fetch =
                artifacts.fetch(
                        request.rawPath(),
                        request.query("expires").orElse(""),
                        request.query("signature").orElse(""));
        return switch (fetch) {
            case Artifacts.Fetch.Found(var artifact) -> reply(artifact, request);
            case Artifacts.Fetch.Gone() -> throw Problem.notFound("This file is no longer kept.");
            case Artifacts.Fetch.Refused() ->
                    throw Problem.forbidden(
                            "This link has expired or was changed; read the run again for a new"
                                    + " one.");
        };
    }

    private Reply reply(Artifact artifact, Request request) {
        var tag = "\"%x-%x\"".formatted(artifact.createdAt().toEpochMilli(), artifact.size());
        if (request.header("If-None-Match").filter(it -> matches(it, tag)).isPresent()) {
            return headers(new Reply(304, java.util.Map.of(), Reply.noContent().body()), tag);
        }
        boolean rangeCounts = request.header("If-Range").map(tag::equals).orElse(true);
        var range =
                rangeCounts
                        ? ByteRange.of(request.header("Range"), artifact.size())
                        : new ByteRange.Whole();
        var reply =
                switch (range) {
                    case ByteRange.Whole() -> part(artifact, 200, 0, artifact.size());
                    case ByteRange.Part(long first, long length) ->
                            part(artifact, 206, first, length)
                                    .with(
                                            "Content-Range",
                                            "bytes %d-%d/%d"
                                                    .formatted(
                                                            first,
                                                            first + length - 1,
                                                            artifact.size()));
                    case ByteRange.Unsatisfiable() ->
                            throw Problem.of(
                                            416,
                                            "Range not satisfiable",
                                            "The file has %d bytes.".formatted(artifact.size()))
                                    .with("Content-Range", "bytes */" + artifact.size());
                };
        return headers(reply, tag);
    }

    private Reply part(Artifact artifact, int status, long first, long length) {
        return Reply.stream(
                        status,
                        artifact.kind().mediaType(),
                        length,
                        out -> {
                            try (var in = artifacts.read(artifact, first, length)) {
                                in.transferTo(out);
                            }
                        })
                .with(
                        "Content-Disposition",
                        "attachment; filename=\"%s\"".formatted(artifact.filename()));
    }

    /** What a workflow wrote must never run as a page of ours. */
    private static Reply headers(Reply reply, String tag) {
        return reply.with("ETag", tag)
                .with("Accept-Ranges", "bytes")
                .with("Cache-Control", "private, max-age=60")
                .with("X-Content-Type-Options", "nosniff")
                .with("Content-Security-Policy", "default-src 'none'; sandbox")
                .with("Referrer-Policy", "no-referrer");
    }

    private static boolean matches(String header, String tag) {
        return header.strip().equals("*")
                || List.of(header.replace("W/", "").split("\\s*,\\s*")).contains(tag);
    }
}
