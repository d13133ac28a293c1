import module java.base;
import module jdk.httpserver;

/**
 * The portal of a little clinic, for the sample workflows: sign in, search a patient, open the
 * record, download it as PDF and JSON. All patients are made up.
 *
 * <p>{@code java Portal.java [port] [address]}: port 8090 and address 127.0.0.1 when left out; with
 * port 0 the system picks one. Sign in as {@code reception} with {@code clinic-demo}. Everything
 * can be done by keyboard: fields have the focus, buttons have access keys.
 */
final class Portal {
    private static final Map<String, String> ACCOUNTS = Map.of("reception", "clinic-demo");

    private final Set<String> sessions = ConcurrentHashMap.newKeySet();
    private final SecureRandom random = new SecureRandom();

    static void main(String[] args) throws IOException {
        int port = args.length > 0 ? Integer.parseInt(args[0]) : 8090;
        var address = args.length > 1 ? args[1] : "127.0.0.1";
        HttpServer server;
        try {
            server = HttpServer.create(new InetSocketAddress(address, port), 0);
        } catch (BindException e) {
            System.err.println("Port " + port + " is taken: give another, java Portal.java 8091");
            System.exit(1);
            return;
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", new Portal()::handle);
        server.start();
        IO.println("The portal is at http://" + address + ":" + server.getAddress().getPort());
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            answer(exchange).send(exchange);
        } catch (RuntimeException e) {
            System.err.println(exchange.getRequestURI() + ": " + e);
            new Answer(500, Map.of(), "text/plain", "Something went wrong.").send(exchange);
        }
    }

    private Answer answer(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        if (path.equals("/")) {
            return Pages.signIn("");
        }
        if (path.equals("/sign-in")) {
            return signIn(form(exchange));
        }
        if (!path.equals("/patients") && !path.startsWith("/patients/")) {
            return new Answer(404, Map.of(), "text/plain", "There is no such page.");
        }
        if (!signedIn(exchange)) {
            return Answer.redirect("/");
        }
        var query = fields(exchange.getRequestURI().getRawQuery()).getOrDefault("q", "").strip();
        return switch (path) {
            case "/patients" ->
                    Patient.numbered(query)
                            .map(it -> Answer.redirect("/patients/" + it.number()))
                            .orElseGet(() -> Pages.search(query, Patient.search(query)));
            case "/patients/export" -> export(query);
            default -> record(path.substring("/patients/".length()));
        };
    }

    private Answer signIn(Map<String, String> form) {
        var password = ACCOUNTS.get(form.getOrDefault("user", ""));
        if (password == null || !password.equals(form.get("password"))) {
            return Pages.signIn("User name or password is wrong.");
        }
        var token = new byte[16];
        random.nextBytes(token);
        var session = HexFormat.of().formatHex(token);
        sessions.add(session);
        var cookie = "session=" + session + "; Path=/; HttpOnly; SameSite=Lax";
        return new Answer(
                303, Map.of("Set-Cookie", cookie, "Location", "/patients"), "text/plain", "");
    }

    private boolean signedIn(HttpExchange exchange) {
        return exchange.getRequestHeaders().getOrDefault("Cookie", List.of()).stream()
                .flatMap(it -> List.of(it.split(";\\s*")).stream())
                .filter(it -> it.startsWith("session="))
                .anyMatch(it -> sessions.contains(it.substring("session=".length())));
    }

    /** The result list with the query it belongs to, so that a reader can tell it from others. */
    private static Answer export(String query) {
        var found = Patient.search(query).stream().map(Patient::line).toList();
        var list = new LinkedHashMap<String, Object>();
        list.put("query", query);
        list.put("count", found.size());
        list.put("patients", found);
        return Answer.download("patients.json", "application/json", Json.bytes(list));
    }

    private static Answer record(String rest) {
        var number = rest.replaceFirst("\\.(json|pdf)$", "");
        var patient = Patient.numbered(number);
        if (patient.isEmpty()) {
            return new Answer(404, Map.of(), "text/plain", "There is no patient " + number + ".");
        }
        var it = patient.get();
        var name = it.number();
        if (rest.endsWith(".json")) {
            return Answer.download(name + ".json", "application/json", Json.bytes(it.record()));
        }
        return rest.endsWith(".pdf")
                ? Answer.download(name + ".pdf", "application/pdf", Pdf.page(it))
                : Pages.record(it);
    }

    private static Map<String, String> form(HttpExchange exchange) throws IOException {
        var body = exchange.getRequestBody().readNBytes(4096);
        return fields(new String(body, StandardCharsets.UTF_8));
    }

    private static Map<String, String> fields(String encoded) {
        var fields = new LinkedHashMap<String, String>();
        for (var field : encoded == null ? new String[0] : encoded.split("&")) {
            int equals = field.indexOf('=');
            if (equals > 0) {
                fields.put(
                        field.substring(0, equals),
                        URLDecoder.decode(field.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return fields;
    }
}

/** What goes back to the browser. */
record Answer(int status, Map<String, String> headers, String type, byte[] body) {
    Answer(int status, Map<String, String> headers, String type, String text) {
        this(status, headers, type + "; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    static Answer redirect(String to) {
        return new Answer(303, Map.of("Location", to), "text/plain", "");
    }

    static Answer download(String name, String type, byte[] body) {
        var disposition = "attachment; filename=\"" + name + "\"";
        return new Answer(200, Map.of("Content-Disposition", disposition), type, body);
    }

    void send(HttpExchange exchange) throws IOException {
        headers.forEach(exchange.getResponseHeaders()::set);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }
}

/** One made-up patient. */
record Patient(
        String number,
        String name,
        String birthDate,
        String phone,
        String bloodGroup,
        List<String> allergies,
        List<String> medication,
        String lastVisit,
        String note) {

    private static final List<Patient> ALL =
            List.of(
                    new Patient("P-1001", "Jane Doe", "1984-03-12", "555 0142", "A+",
                            List.of("Penicillin"), List.of("Ramipril 5 mg", "Metformin 500 mg"),
                            "2026-10-02", "Blood pressure well controlled. Next check in April."),
                    new Patient("P-1002", "John Smith", "1971-11-30", "555 0177", "0-",
                            List.of(), List.of(), "2026-09-18", "Sprained left ankle, healed."),
                    new Patient("P-1003", "Zoë Müller", "1992-07-05", "555 0119", "B+",
                            List.of("Birch pollen"), List.of("Cetirizine 10 mg"),
                            "2026-11-04", "Hay fever; plan for next spring discussed."),
                    new Patient("P-1004", "José Álvarez", "1958-01-22", "555 0163", "AB+",
                            List.of("Latex", "Aspirin"), List.of("Atorvastatin 20 mg"),
                            "2026-08-27", "Lipids improved, continue."),
                    new Patient("P-1005", "Janet Doerr", "1999-12-01", "555 0108", "A-",
                            List.of(), List.of("Levothyroxine 50 µg"),
                            "2026-10-20", "Thyroid values in range."),
                    new Patient("P-1006", "Søren Ångström", "1947-05-17", "555 0191", "0+",
                            List.of("Iodine"), List.of("Bisoprolol 2.5 mg"),
                            "2026-11-11", "ECG unchanged."));

    static Optional<Patient> numbered(String number) {
        return ALL.stream().filter(it -> it.number().equalsIgnoreCase(number)).findFirst();
    }

    /** Those whose name has the text, whatever the case and the accents; none for no text. */
    static List<Patient> search(String text) {
        var wanted = plain(text);
        return wanted.isEmpty()
                ? List.of()
                : ALL.stream().filter(it -> plain(it.name()).contains(wanted)).toList();
    }

    private static String plain(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .toLowerCase(Locale.ROOT)
                .strip();
    }

    Map<String, Object> line() {
        var line = new LinkedHashMap<String, Object>();
        line.put("number", number);
        line.put("name", name);
        line.put("birth_date", birthDate);
        return line;
    }

    Map<String, Object> record() {
        var record = line();
        record.put("phone", phone);
        record.put("blood_group", bloodGroup);
        record.put("allergies", allergies);
        record.put("medication", medication);
        record.put("last_visit", lastVisit);
        record.put("note", note);
        return record;
    }

    /** Label and text of each line of the record, for people. */
    Map<String, String> rows() {
        var rows = new LinkedHashMap<String, String>();
        rows.put("Patient number", number);
        rows.put("Date of birth", birthDate);
        rows.put("Phone", phone);
        rows.put("Blood group", bloodGroup);
        rows.put("Allergies", allergies.isEmpty() ? "none known" : String.join(", ", allergies));
        rows.put("Medication", medication.isEmpty() ? "none" : String.join(", ", medication));
        rows.put("Last visit", lastVisit);
        rows.put("Note", note);
        return rows;
    }
}

/** JSON of maps, lists, texts and numbers. */
final class Json {
    static byte[] bytes(Object value) {
        return text(value).getBytes(StandardCharsets.UTF_8);
    }

    private static String text(Object value) {
        return switch (value) {
            case Map<?, ?> map ->
                    map.entrySet().stream()
                            .map(it -> text(it.getKey()) + ":" + text(it.getValue()))
                            .collect(Collectors.joining(",", "{", "}"));
            case List<?> list ->
                    list.stream().map(Json::text).collect(Collectors.joining(",", "[", "]"));
            case Integer number -> number.toString();
            default ->
                    '"' + value.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
        };
    }
}

/** A record as a PDF of one page: the smallest file that every reader opens. */
final class Pdf {
    private static final Charset WINDOWS = Charset.forName("windows-1252");

    static byte[] page(Patient patient) {
        var ink = new StringBuilder();
        ink.append("0.06 0.36 0.36 rg 0 780 595 62 re f 1 g\n");
        text(ink, 18, 50, 803, "Lindenhof Clinic");
        ink.append("0 g\n");
        text(ink, 20, 50, 730, patient.name());
        int y = 690;
        for (var row : patient.rows().entrySet()) {
            ink.append("0.4 g\n");
            text(ink, 10, 50, y, row.getKey());
            ink.append("0 g\n");
            text(ink, 12, 170, y, row.getValue());
            y -= 26;
        }
        return file(
                List.of(
                        "<< /Type /Catalog /Pages 2 0 R >>",
                        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
                        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
                                + " /Resources << /Font << /F1 5 0 R >> >> >>",
                        "<< /Length " + ink.length() + " >>\nstream\n" + ink + "endstream",
                        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica"
                                + " /Encoding /WinAnsiEncoding >>"));
    }

    private static void text(StringBuilder ink, int size, int x, int y, String text) {
        var safe = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)");
        ink.append("BT /F1 %d Tf %d %d Td (%s) Tj ET\n".formatted(size, x, y, safe));
    }

    /** Objects, then the table of where each starts; one byte a character, so lengths agree. */
    private static byte[] file(List<String> objects) {
        var file = new StringBuilder("%PDF-1.4\n");
        var table = new StringBuilder("0000000000 65535 f \n");
        for (int i = 0; i < objects.size(); i++) {
            table.append("%010d 00000 n \n".formatted(file.length()));
            file.append("%d 0 obj\n%s\nendobj\n".formatted(i + 1, objects.get(i)));
        }
        int start = file.length();
        file.append("xref\n0 %d\n%s".formatted(objects.size() + 1, table));
        file.append("trailer\n<< /Size %d /Root 1 0 R >>\n".formatted(objects.size() + 1));
        file.append("startxref\n%d\n%%%%EOF\n".formatted(start));
        return file.toString().getBytes(WINDOWS);
    }
}

/** The pages. */
final class Pages {
    static Answer signIn(String problem) {
        return page("Sign in", """
                <form class="card narrow" method="post" action="/sign-in" autocomplete="off">
                <h1>Sign in</h1>%s
                <label>User name <input name="user" autofocus required></label>
                <label>Password <input name="password" type="password" required></label>
                <button>Sign in</button></form>
                """.formatted(problem.isEmpty() ? "" : "<p class=problem>" + problem + "</p>"));
    }

    static Answer search(String query, List<Patient> found) {
        var rows = found.stream()
                .map(it -> "<tr><td><a href=\"/patients/%s\">%s</a><td>%s<td>%s"
                        .formatted(it.number(), html(it.name()), it.number(), it.birthDate()))
                .collect(Collectors.joining("\n"));
        var table = found.isEmpty()
                ? "<p>No patient matches <b>" + html(query) + "</b>.</p>"
                : "<table><tr><th>Name<th>Number<th>Date of birth" + rows + "</table>";
        var export = "/patients/export?q=" + URLEncoder.encode(query, StandardCharsets.UTF_8);
        var results = """
                <section class="card"><header><h2>%d found</h2>
                <a class="button" accesskey="l" href="%s">Export list <kbd>Alt L</kbd></a></header>
                %s</section>""".formatted(found.size(), export, table);
        return page("Patients", bar(query, true) + (query.isEmpty() ? "" : results));
    }

    static Answer record(Patient patient) {
        var rows = patient.rows().entrySet().stream()
                .map(it -> "<tr><th>" + it.getKey() + "<td>" + html(it.getValue()))
                .collect(Collectors.joining("\n"));
        return page(html(patient.name()), bar("", false) + """
                <section class="card"><header><h2>%1$s</h2>
                <span><a class="button" accesskey="p" href="/patients/%2$s.pdf">PDF <kbd>Alt P</kbd></a>
                <a class="button" accesskey="j" href="/patients/%2$s.json">JSON <kbd>Alt J</kbd></a></span>
                </header><table>%3$s</table></section>
                """.formatted(html(patient.name()), patient.number(), rows));
    }

    private static String bar(String query, boolean focused) {
        return """
                <form class="card row" action="/patients" autocomplete="off">
                <input name="q" value="%s" accesskey="s" %s aria-label="Search"
                placeholder="Name, or patient number to open the record">
                <button>Search</button><kbd>Alt S</kbd></form>
                """.formatted(html(query), focused ? "autofocus" : "");
    }

    private static Answer page(String title, String body) {
        return new Answer(200, Map.of(), "text/html", """
                <!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,">
                <title>%s - Lindenhof Clinic</title><style>
                body{margin:0;font:16px/1.5 "DejaVu Sans",sans-serif;background:#eef3f3;color:#1c2b2b}
                .top{background:#0f5c5c;color:#fff;padding:14px 32px;font-size:20px;font-weight:bold}
                main{max-width:760px;margin:28px auto;padding:0 16px}
                .card{display:block;background:#fff;border-radius:10px;padding:20px 26px;margin:0 0 18px;
                box-shadow:0 1px 4px #0002}.narrow{max-width:340px;margin:60px auto}
                .row,header{display:flex;gap:12px;align-items:center;justify-content:space-between}
                h1,h2{margin:0 0 8px;font-size:22px;color:#0f5c5c}label{display:block;margin:10px 0}
                input{box-sizing:border-box;width:100%%;padding:9px;font:inherit;border:1px solid #9bb;
                border-radius:6px}input:focus,a:focus{outline:3px solid #58b8b0}
                button,.button{background:#0f5c5c;color:#fff;border:0;border-radius:6px;padding:9px 16px;
                font:inherit;text-decoration:none;white-space:nowrap}
                kbd{font-size:12px;border:1px solid #9bb;border-radius:4px;padding:1px 5px;color:#577;
                white-space:nowrap}.button kbd{color:#cee}table{width:100%%;border-collapse:collapse}
                th,td{text-align:left;padding:9px 6px;border-top:1px solid #dde7e7;vertical-align:top}
                th{color:#577;font-weight:normal;white-space:nowrap}a{color:#0f5c5c}.problem{color:#a11}
                </style><div class="top">Lindenhof Clinic</div><main>%s</main></html>
                """.formatted(title, body));
    }

    private static String html(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
