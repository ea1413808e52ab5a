package io.github.hirakuarai.codexrunner.github;

import io.github.hirakuarai.codexrunner.spi.OutputHandlerFactory;

class PrOutputHandlerContractTest extends BranchOutputContract {

    @Override
    protected OutputHandlerFactory factory() {
        return new PrOutputHandlerFactory();
    }

    @Override
    protected String fields(String text) {
        return "title: \"" + text + "\", commit_message: work, files: [a.txt]";
    }
}
