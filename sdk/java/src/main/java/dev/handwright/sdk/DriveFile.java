package dev.handwright.sdk;

import dev.handwright.sdk.inside.Binding;
import dev.handwright.sdk.inside.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A file as it was when listed.
 *
 * @param folder the path of its drive
 * @param size bytes
 * @param modified seconds since 1970, with fractions
 */
public record DriveFile(String folder, String name, long size, double modified) {
    /** The bytes it has now. */
    public byte[] readBytes() {
        return Rpc.call("drive.read", Map.of("path", folder, "name", name)).bytes();
    }

    /** The UTF-8 text it has now. */
    public String readText() {
        return new String(readBytes(), StandardCharsets.UTF_8);
    }

    /**
     * The JSON it has now as a record of the workflow's own; fields that the record lacks are
     * ignored.
     *
     * @throws WorkflowException when it is no JSON
     * @throws ValidationException when it does not fit, with every problem
     */
    public <T extends Record> T readJson(Class<T> type) {
        try {
            return type.cast(Binding.bind(JsonText.read(readText()), type));
        } catch (JsonText.BadJson e) {
            throw new WorkflowException(name + " is no JSON: " + e.getMessage(), e);
        }
    }
}
