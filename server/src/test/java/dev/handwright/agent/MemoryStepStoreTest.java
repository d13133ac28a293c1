package dev.handwright.agent;

import dev.handwright.fakes.MemoryStepStore;

final class MemoryStepStoreTest extends StepStoreContract {
    @Override
    protected StepStore store() {
        return new MemoryStepStore();
    }
}
