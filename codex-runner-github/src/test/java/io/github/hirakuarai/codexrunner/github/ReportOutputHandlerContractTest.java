package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.spi.OutputHandlerFactory;

class ReportOutputHandlerContractTest extends BranchOutputContract {

    @Override
    protected OutputHandlerFactory factory() {
        return new ReportOutputHandlerFactory();
    }

    @Override
    protected String fields(String text) {
        return "title: \"" + text + "\", path: reports/one.md";
    }
}
