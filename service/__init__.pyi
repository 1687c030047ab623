from service.notebook import explore as explore, picture as picture, plot as plot
