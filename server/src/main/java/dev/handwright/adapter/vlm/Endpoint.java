package dev.handwright.adapter.vlm;

import dev.handwright.secrets.Secret;
import java.net.URI;
import java.util.Optional;

/**
 * Where models of one API are asked.
 *
 * @param url the paths of the API follow it
 * @param version of the API, where it has such a header
 */
public record Endpoint(URI url, Optional<Secret> key, String version) {}
