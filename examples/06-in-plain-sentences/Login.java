import dev.handwright.sdk.Agent;
import dev.handwright.sdk.Computer;
import dev.handwright.sdk.Secure;
import dev.handwright.sdk.WorkflowException;

// The same as login.py: logs in with a password that this code never sees.

// region run
record Params(String url, String username) {}

record SecureParams(Secure password) {}

record Result(String account_name) {}

Result run(Params params, SecureParams secure) {
    var agent = new Agent();
    var computer = new Computer();

    agent.execute("Click the Chromium browser icon in the taskbar");
    if (!agent.verify("Is the Chromium browser open?", Duration.ofSeconds(20))) {
        throw new WorkflowException("The browser did not open");
    }
    agent.execute("Navigate to " + params.url());
    if (!agent.verify("Is the login form visible?", Duration.ofSeconds(20))) {
        throw new WorkflowException("There is no login form");
    }
    agent.execute("Click the username field");
    computer.type(params.username());
    agent.execute("Click the password field");
    computer.type(secure.password());
    computer.press("Return");
    if (agent.verify("Is there a popup in the way?", Duration.ofSeconds(10))) {
        agent.execute("Close the popup", 5);
    }
    if (!agent.verify("Is the dashboard visible?", Duration.ofSeconds(20))) {
        throw new WorkflowException("The dashboard did not appear");
    }
    return agent.extract("What is the account name?", Result.class);
}
// endregion
