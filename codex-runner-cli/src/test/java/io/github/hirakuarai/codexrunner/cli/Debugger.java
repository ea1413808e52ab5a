package io.github.hirakuarai.codexrunner.cli;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.ListeningConnector;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.event.MethodExitEvent;
import com.sun.jdi.request.BreakpointRequest;
import com.sun.jdi.request.ClassPrepareRequest;
import com.sun.jdi.request.EventRequest;
import com.sun.jdi.request.MethodExitRequest;
import java.util.List;
import java.util.Map;

/** Stops a process at a line of its own code, so that it can be killed just there; nothing in the program knows of it. */
final class Debugger implements AutoCloseable {

    /** On which side of a method. */
    enum When {
        BEFORE,
        AFTER
    }

    private final ListeningConnector connector;
    private final Map<String, Connector.Argument> arguments;
    private final String address;

    private Debugger(ListeningConnector connector, Map<String, Connector.Argument> arguments, String address) {
        this.connector = connector;
        this.arguments = arguments;
        this.address = address;
    }

    static Debugger listen() throws Exception {
        ListeningConnector connector = Bootstrap.virtualMachineManager().listeningConnectors().stream()
                .filter(one -> one.name().equals("com.sun.jdi.SocketListen"))
                .findFirst()
                .orElseThrow();
        Map<String, Connector.Argument> arguments = connector.defaultArguments();
        arguments.get("localAddress").setValue("127.0.0.1");
        arguments.get("port").setValue("0");
        arguments.get("timeout").setValue("60000");
        return new Debugger(connector, arguments, connector.startListening(arguments));
    }

    List<String> options() {
        String port = address.substring(address.lastIndexOf(':') + 1);
        return List.of("-agentlib:jdwp=transport=dt_socket,server=n,suspend=y,address=127.0.0.1:" + port);
    }

    /** Kills the process at the n-th call of a method. */
    void killAt(String type, String method, int n, When when, RunnerProcess process) throws Exception {
        VirtualMachine machine = connector.accept(arguments);
        ClassPrepareRequest prepared = machine.eventRequestManager().createClassPrepareRequest();
        prepared.addClassFilter(type);
        prepared.enable();
        int calls = 0;
        try {
            while (true) {
                EventSet events = machine.eventQueue().remove();
                for (Event event : events) {
                    if (event instanceof ClassPrepareEvent loaded) {
                        stopAtCalls(machine, loaded.referenceType(), method);
                    } else if (event instanceof BreakpointEvent call && ++calls == n) {
                        if (when == When.AFTER) {
                            stopAtExit(machine, call.location().declaringType());
                        } else {
                            process.kill();
                            return;
                        }
                    } else if (event instanceof MethodExitEvent exit
                            && exit.method().name().equals(method)) {
                        process.kill();
                        return;
                    }
                }
                events.resume();
            }
        } catch (VMDisconnectedException e) {
            throw new AssertionError("it ended after " + calls + " calls: " + process.output(), e);
        }
    }

    private static void stopAtCalls(VirtualMachine machine, ReferenceType type, String method) {
        BreakpointRequest request = machine.eventRequestManager()
                .createBreakpointRequest(type.methodsByName(method).get(0).location());
        request.setSuspendPolicy(EventRequest.SUSPEND_ALL);
        request.enable();
    }

    /** Not earlier than at the call that counts: while anybody waits for exits, nothing of the process is compiled. */
    private static void stopAtExit(VirtualMachine machine, ReferenceType type) {
        MethodExitRequest request = machine.eventRequestManager().createMethodExitRequest();
        request.addClassFilter(type);
        request.setSuspendPolicy(EventRequest.SUSPEND_ALL);
        request.enable();
    }

    @Override
    public void close() throws Exception {
        connector.stopListening(arguments);
    }
}
