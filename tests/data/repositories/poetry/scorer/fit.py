import lightning as L


class Fit(L.LightningModule):
    pass
