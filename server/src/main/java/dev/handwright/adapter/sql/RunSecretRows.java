package dev.handwright.adapter.sql;

import dev.handwright.runs.Run;
import dev.handwright.runs.RunStore.Secrets;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The sealed secure params of runs; a row without them says that there were some. */
final class RunSecretRows {
    private RunSecretRows() {}

    static void add(Handle handle, Run.Id run, String sealed) {
        handle.createUpdate("insert into run_secret (run_id, sealed) values (:run, :sealed)")
                .bind("run", run.toString())
                .bind("sealed", sealed)
                .execute();
    }

    static Optional<Secrets> find(Handle handle, Run.Id run) {
        return handle.createQuery("select sealed from run_secret where run_id = :run")
                .bind("run", run.toString())
                .map((row, _) -> new Secrets(Optional.ofNullable(row.getString("sealed"))))
                .findOne();
    }

    static void forget(Handle handle, Run.Id run) {
        handle.createUpdate("update run_secret set sealed = null where run_id = :run")
                .bind("run", run.toString())
                .execute();
    }
}
