from service.export_content import export as export
from service.notebook import explore as explore, picture as picture, plot as plot
