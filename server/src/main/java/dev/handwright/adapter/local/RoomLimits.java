package dev.handwright.adapter.local;

/**
 * What the processes of one room may use together.
 *
 * @param memory bytes
 * @param files bytes of its files in memory, which a control group counts as memory
 * @param processes and threads at a time
 */
record RoomLimits(long memory, long files, int processes) {}
