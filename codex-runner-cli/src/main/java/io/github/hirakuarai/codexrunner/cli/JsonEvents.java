package io.github.hirakuarai.codexrunner.cli;

import io.github.hirakuarai.codexrunner.event.RunEvent;
import io.github.hirakuarai.codexrunner.event.RunListener;
import java.io.PrintStream;

/** Prints each event as a JSON object on a line. States of a line that is written over are for people alone. */
record JsonEvents(PrintStream out) implements RunListener {

    @Override
    public void on(RunEvent event) {
        if (!(event instanceof RunEvent.StepProgress)) {
            out.println(Json.event(event));
        }
    }
}
