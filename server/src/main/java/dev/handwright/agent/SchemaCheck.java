package dev.handwright.agent;

import java.util.List;

/** Reads JSON Schemas. For many threads. */
public interface SchemaCheck {
    /**
     * @param schema JSON
     * @throws BadSchema where it is none, or none that can be held against data within bounds
     */
    Schema of(String schema) throws BadSchema;

    /** One schema, to hold data against. */
    interface Schema {
        /**
         * @param data JSON
         * @return what does not fit, each with its place; empty when all does
         * @throws BadSchema where that takes too much
         */
        List<String> problems(String data) throws BadSchema;
    }

    /** The message says what is wrong with the schema. */
    final class BadSchema extends Exception {
        public BadSchema(String message) {
            super(message);
        }
    }
}
