# -*- coding: latin-1 -*-
import torch
name = 'é'
