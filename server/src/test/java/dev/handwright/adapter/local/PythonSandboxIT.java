package dev.handwright.adapter.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.base.ByteSize;
import dev.handwright.sandboxes.SandboxEnd;
import dev.handwright.sandboxes.SandboxEnd.Died;
import dev.handwright.sandboxes.SandboxEnd.Raised;
import dev.handwright.sandboxes.SandboxEnd.Returned;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Python in real sandboxes: what works, and how everything that goes wrong ends in a sentence. */
@Tag("check")
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PythonSandboxIT {
    private final SandboxBench bench;

    PythonSandboxIT() throws IOException {
        bench = new SandboxBench(1, 0);
    }

    @BeforeAll
    void warm() throws Exception {
        assertThat(bench.python("return Result(b='ready')")).isInstanceOf(Returned.class);
    }

    @AfterAll
    void nothingIsLeft() throws Exception {
        try (bench) {
            bench.host.close();
            assertThat(bench.launched.client.list()).isEmpty();
        }
    }

    @Test
    void returnsPrintsCallsAndLeavesFiles() throws Exception {
        var end =
                bench.python(
                        """
                        print(os.getcwd())
                        logging.warning('careful')
                        Computer().press('Return')
                        open('a.txt', 'w').write('one')
                        os.makedirs('/artifacts/deep')
                        open('/artifacts/deep/b.txt', 'w').write('two')
                        return Result(b='done')
                        """);
        assertThat(end).isEqualTo(new Returned("{\"b\":\"done\"}"));
        assertThat(bench.log).containsExactly("stdout /assets", "WARNING careful");
        assertThat(bench.calls).contains("computer.press {key=Return}");
        assertThat(bench.outputs.toString())
                .isEqualTo("{artifacts/deep/b.txt=two, assets/a.txt=one}");
    }

    @Test
    void seesNothingOfTheHost() throws Exception {
        var end =
                bench.python(
                        """
                        seen = {
                            'top': sorted(os.listdir('/')),
                            'run': sorted(os.listdir('/run')),
                            'env': sorted(k for k in os.environ if k != 'LC_CTYPE'),
                            'pids': len([p for p in os.listdir('/proc') if p.isdigit()]),
                            'uid': os.getuid(),
                            'net': sorted(os.listdir('/sys/class/net')) if os.path.exists('/sys') else [],
                            'host': socket.gethostname(),
                            'users': len(open('/etc/passwd').readlines()),
                        }
                        return Result(b=repr(seen))
                        """);
        assertThat(end).isInstanceOf(Returned.class);
        assertThat(end.toString())
                .contains(
                        "'top': ['artifacts', 'assets', 'bin', 'code', 'dev', 'etc', 'lib',"
                                + " 'lib64', 'proc', 'run', 'sbin', 'tmp', 'usr']",
                        "'run': ['sandbox', 'worker']",
                        "'env': ['HOME', 'LANG', 'PATH', 'PWD', 'TZ']",
                        "'pids': 2",
                        "'uid': 1000",
                        "'host': 'sandbox'");
    }

    @Test
    void hasNoNetworkAndNoWayToMoreRights() throws Exception {
        var end =
                bench.python(
                        """
                        found = []
                        for address in ('10.0.2.2', '127.0.0.1', '1.1.1.1'):
                            with socket.socket() as s:
                                s.settimeout(2)
                                found.append(s.connect_ex((address, 8080)))
                        found.append(subprocess.run(['unshare', '-Ur', 'true']).returncode != 0)
                        for path in ('/usr/x', '/x', '/etc/x', '/run/x', '/run/worker/x', '/dev/x'):
                            try:
                                open(path, 'w')
                                found.append(path)
                            except OSError as error:
                                pass
                        for path in ('/proc/1/environ', '/proc/1/mem', '/proc/1/fd'):
                            try:
                                os.listdir(path) if path.endswith('fd') else open(path, 'rb').read(1)
                                found.append(path)
                            except OSError as error:
                                pass
                        return Result(b=repr(found))
                        """);
        assertThat(end.toString()).contains("[101, 111, 101, True]");
    }

    @Test
    void aForkBombEndsWithASentence() throws Exception {
        fails(
                bench.python("while True: os.fork()"),
                "BlockingIOError",
                "(the sandbox has at most 64 processes and threads)");
    }

    @Test
    void memoryThatIsTouchedEndsWithASentence() throws Exception {
        fails(
                bench.python(
                        """
                        held = []
                        while True: held.append(bytearray(b'x' * (1 << 20)))
                        """),
                "out_of_memory",
                "The workflow ran out of memory: the sandbox has 192 MiB.");
    }

    @Test
    void memoryThatIsAskedForAtOnceEndsWithASentence() throws Exception {
        fails(
                bench.python("x = b'x' * (10 << 30)"),
                "MemoryError",
                "(the sandbox has 192 MiB of memory)");
    }

    @Test
    void aChildThatEatsMemoryEndsAlone() throws Exception {
        var end =
                bench.python(
                        """
                        code = "x=[]\\nwhile True: x.append(bytearray(b'x' * (1 << 20)))"
                        done = subprocess.run([sys.executable or '/usr/bin/python3', '-c', code])
                        return Result(b=str(done.returncode))
                        """);
        assertThat(end).isEqualTo(new Returned("{\"b\":\"-9\"}"));
    }

    @Test
    void aSandboxWhoseFirstProgramCannotStartSaysSoAtOnce() throws Exception {
        try (var broken = new SandboxBench(0, 0)) {
            Files.delete(broken.launched.settings.runtime().resolve("library/passwd"));
            long start = System.nanoTime();

            fails(broken.python("pass"), "crashed", "The sandbox could not be started");

            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void anEndlessLoopIsKilledFromOutside() throws Exception {
        var files = List.of(SandboxBench.file("workflow.py", LOOP));
        try (var sandbox = bench.start("python", files)) {
            awaitLine("stdout on");
            long start = System.nanoTime();
            sandbox.kill();
            fails(sandbox.await(), "killed", "The sandbox was stopped.");
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(2));
        }
    }

    @Test
    void whatACrashedServerLeftIsReaped() throws Exception {
        var lost = bench.start("python", List.of(SandboxBench.file("workflow.py", LOOP)));
        awaitLine("stdout on");
        var settings =
                new SandboxSettings(
                        SandboxBench.LIMITS,
                        ByteSize.mebibytes(1),
                        0,
                        0,
                        Duration.ofSeconds(20),
                        Duration.ofMinutes(1));
        try (var next =
                LocalSandboxHost.byLauncher(
                        bench.launched.settings.runtime(), bench.launched.ids, settings)) {
            next.reapStrays(Set.of());
        }
        assertThat(lost.await()).isInstanceOf(Died.class);
        lost.close();
        assertThat(bench.python("return Result(b='on')")).isInstanceOf(Returned.class);
    }

    private static final String LOOP =
            """
            from pydantic import BaseModel
            class P(BaseModel): pass
            def run(p: P) -> P:
                print('on')
                while True: pass
            """;

    private void awaitLine(String line) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!bench.log.contains(line) && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        assertThat(bench.log).contains(line);
    }

    @Test
    void aFileOf5GiBEndsWithASentence() throws Exception {
        fails(
                bench.python(
                        """
                        with open('big', 'wb') as f:
                            for _ in range(5 << 10): f.write(bytes(1 << 20))
                        """),
                "OSError",
                "(/assets and /artifacts hold at most 32 MiB and 500 files)");
    }

    @Test
    void tooManyFilesEndWithASentence() throws Exception {
        fails(
                bench.python("for i in range(1_000_000): open(str(i), 'w').close()"),
                "OSError",
                "No space left on device: '500'",
                "(/assets and /artifacts hold at most 32 MiB and 500 files)");
        assertThat(bench.outputs).hasSize(500);
    }

    @Test
    void anEndWithoutAWordIsSaid() throws Exception {
        fails(
                bench.python("os._exit(3)"),
                "exited",
                "ended with exit status 3 before run returned");
        fails(bench.python("sys.exit('no')"), "SystemExit", "called sys.exit('no') before run");
        fails(
                bench.python("ctypes.string_at(0)"),
                "crashed",
                "memory that is not its own (SIGSEGV)");
        fails(
                bench.python("os.kill(os.getpid(), signal.SIGKILL)"),
                "killed",
                "The workflow's process was killed (SIGKILL)");
        fails(bench.python("def f(): f()\nf()"), "RecursionError", "maximum recursion depth");
        fails(bench.python("import pandas"), "ModuleNotFoundError", "No module named 'pandas' (");
        var none = bench.execute("python", List.of(SandboxBench.file("workflow.py", "x = 1")));
        fails(none, "AttributeError", "workflow.py defines no function named run.");
    }

    @Test
    void theSupervisorCannotBeKilledFromInside() throws Exception {
        fails(
                bench.python("os.kill(1, signal.SIGKILL)\nos.kill(-1, signal.SIGKILL)"),
                "ProcessLookupError",
                "No such process");
        assertThat(bench.python("os.kill(1, signal.SIGTERM)\nreturn Result(b='x')"))
                .isInstanceOf(Returned.class);
    }

    @Test
    void aFloodOfOutputIsCutAndTheRunGoesOn() throws Exception {
        var end =
                bench.python(
                        """
                        for i in range(1000): os.write(1, b'x' * 99_999 + b'\\n')
                        return Result(b='end')
                        """);
        assertThat(end).isEqualTo(new Returned("{\"b\":\"end\"}"));
        assertThat(bench.log.getLast())
                .isEqualTo("notice The log is cut here: it has reached 1 MiB. The run goes on.");
    }

    @Test
    void threadsAndChildrenLeftRunningAreEnded() throws Exception {
        var end =
                bench.python(
                        """
                        threading.Thread(target=time.sleep, args=(600,)).start()
                        subprocess.Popen(['sleep', '600'], start_new_session=True)
                        return Result(b='end')
                        """);
        assertThat(end).isEqualTo(new Returned("{\"b\":\"end\"}"));
        assertThat(bench.log)
                .containsExactly(
                        "notice 1 processes were still running at the end; they were ended.");
    }

    @Test
    void abuseOfTheSocketHurtsOnlyTheAbuser() throws Exception {
        var end =
                bench.python(
                        """
                        def talk(data):
                            with socket.socket(socket.AF_UNIX) as s:
                                s.connect('/run/worker/worker.sock')
                                try:
                                    s.sendall(data)
                                    return s.recv(100)[:9]
                                except OSError as error:
                                    return b'closed'
                        answers = [
                            talk(b'garbage\\n'),
                            talk(b'{"hello":"supervisor"}\\n'),
                            talk(b'{"hello":"code"}\\n' + b'x' * (20 << 20)),
                            talk(b'{"hello":"code"}\\n{"id":1,"method":"x","params":' + b'[' * 100_000 + b'\\n'),
                        ]
                        many = [socket.socket(socket.AF_UNIX) for _ in range(200)]
                        for s in many: s.settimeout(2); s.connect_ex('/run/worker/worker.sock')
                        for s in many: s.close()
                        Computer().press('Return')
                        try: os.unlink('/run/worker/worker.sock')
                        except OSError as error: answers.append(error.errno)
                        return Result(b=repr(answers))
                        """);
        assertThat(end).isInstanceOf(Returned.class);
        assertThat(end.toString()).doesNotContain("b''").contains("30]");
    }

    @Test
    void hostileOutputsBringNothingFromOutside() throws Exception {
        var end =
                bench.python(
                        """
                        os.symlink('/etc/passwd', 'a'); os.symlink('/', 'b')
                        os.mkfifo('c'); socket.socket(socket.AF_UNIX).bind('d')
                        open('e', 'w').write('e'); os.link('e', 'f')
                        try: os.mknod('g', 0o60600, os.makedev(8, 0))
                        except OSError as error: print(error.errno)
                        with open('h', 'wb') as f:
                            try: f.truncate(10 << 30)
                            except OSError as error: print(error.errno)
                            f.truncate(30 << 20)
                        open('i\\n../../x', 'w') if False else open('i\\n', 'w').write('i')
                        os.chmod('e', 0)
                        os.mkdir('j'); os.chmod('j', 0)
                        os.rename('/artifacts', '/x') if False else None
                        return Result(b='left')
                        """);
        assertThat(end).isEqualTo(new Returned("{\"b\":\"left\"}"));
        assertThat(bench.log).contains("stdout 1", "stdout 27");
        assertThat(bench.outputs).containsOnlyKeys("assets/i_");
        assertThat(String.join("\n", bench.notices))
                .contains("assets/a was left out: it is a link")
                .contains("assets/h was left out: it is sparse");
    }

    private void fails(SandboxEnd end, String type, String... words) {
        var told =
                switch (end) {
                    case Raised(var kind, var message) -> List.of(kind, message);
                    case Died(var kind, var message) -> List.of(kind, message);
                    default -> throw new AssertionError(end.toString());
                };
        assertThat(told.getFirst()).as(told.getLast() + bench.log).matches(type);
        assertThat(told.getLast()).contains(words);
    }
}
