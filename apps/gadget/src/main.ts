process.stdout.write('boss: gadget is not written yet\n')
