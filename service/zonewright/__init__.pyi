from geo import *
from layers import *
from service import *
