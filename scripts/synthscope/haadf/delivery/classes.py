"""The classes of labels and their numbers, which are the same in every data set."""

from synthscope.structures.scenes.scene import DEFECTS, ROLES

COLUMN = 1
DEFECT_CLASSES = {name: 2 + k for k, name in enumerate(DEFECTS)}
"""From 2 on, so that the numbers of COCO are those of YOLO plus one."""
GRAIN_CLASSES = {name: 101 + k for k, name in enumerate(ROLES)}
"""What a region or a grain is."""
YOLO_NAMES = ("column", *DEFECTS)
"""Class k is the k-th, from 0."""
VACUUM, MATTER = 0, 1
REGION_VALUES = {"matter": MATTER} | {name: 2 + k for k, name in enumerate(ROLES)}
"""Values of pixels in masks of regions; 0 is vacuum."""
